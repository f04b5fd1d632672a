"""Glossary terms as marks on text."""

from sitegen.annotate.blocks import annotate_blocks, shown_marks
from sitegen.annotate.glossary import Glossary, compile_glossary
from sitegen.annotate.inspect import inspect_terms
from sitegen.annotate.marking import find_terms
from sitegen.annotate.problems import Doubt, borders_doubtful, glossary_problems

__all__ = [
    "Doubt",
    "Glossary",
    "annotate_blocks",
    "borders_doubtful",
    "compile_glossary",
    "find_terms",
    "glossary_problems",
    "inspect_terms",
    "shown_marks",
]
