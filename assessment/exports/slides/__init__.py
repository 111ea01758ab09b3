"""The report as slides: real text, shapes and tables that can be edited, in our look or a consultancy's."""

from assessment.exports.slides.checking import BadTemplate
from assessment.exports.slides.deck import emptied, write

__all__ = ["BadTemplate", "emptied", "write"]
