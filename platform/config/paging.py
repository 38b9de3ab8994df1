"""Lists of the API come in pages that do not shift while somebody reads them."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """From the newest to the oldest, by id: ids of version 7 sort by the time they were made."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"
