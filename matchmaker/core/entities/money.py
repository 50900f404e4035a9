"""Money with its currency, and dated rates to compare one currency with another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency in which it was stated.

    Attributes
    ----------
    amount : Decimal
        Not negative, at most as many decimals as the currency's minor unit has digits.
    currency : str
        ISO 4217 code.
    """

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.currency} {self.amount.normalize():f}"


@dataclass(frozen=True, slots=True)
class Rates:
    """What one unit of each currency is worth in the base currency on one day.

    Attributes
    ----------
    base : str
        ISO 4217 code; its own rate is 1.
    date : date
        The day the rates were taken.
    values : Mapping[str, Decimal]
        ISO 4217 code to worth in the base, without the base itself.
    """

    base: str
    date: date
    values: Mapping[str, Decimal]

    def knows(self, currency: str) -> bool:
        """Say whether amounts in a currency can be converted."""
        return currency == self.base or currency in self.values

    def worth(self, currency: str) -> Fraction:
        """Return what one unit of a currency is worth in the base, exactly.

        Raises
        ------
        KeyError
            If the currency has no rate.

        Examples
        --------
        >>> from datetime import date
        >>> Rates("USD", date(2016, 6, 1), {"EUR": Decimal("1.12")}).worth("EUR")
        Fraction(28, 25)
        """
        return Fraction(1) if currency == self.base else Fraction(self.values[currency])

    def convert(self, amount: Decimal | Fraction, source: str, target: str) -> Fraction:
        """Return an amount in another currency, exactly (amount x rate[source] / rate[target]).

        Examples
        --------
        >>> from datetime import date
        >>> rates = Rates("USD", date(2016, 6, 1), {"EUR": Decimal("1.12")})
        >>> rates.convert(Decimal(100), "EUR", "USD")
        Fraction(112, 1)
        """
        return Fraction(amount) * self.worth(source) / self.worth(target)
