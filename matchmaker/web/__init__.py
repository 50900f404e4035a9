"""The pages: public, accounts and the desks. Requests in, one service or query, HTML out; no models here."""
