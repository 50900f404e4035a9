"""What OPTIONS answers: the same for every row, whether it is there or not."""

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request


class Plain(BaseMetadata):
    """The methods of an address; its description is in the schema."""

    def determine_metadata(self, request: Request, view: object) -> dict[str, object]:
        """Look at nothing but the address."""
        return {"methods": view.allowed_methods, "schema": "/api/schema/"}
