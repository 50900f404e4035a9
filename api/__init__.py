"""The API under /api/v1/: reads over the same services, queries and policies as the pages; no models of its own."""
