"""Glossary terms as marks on text."""

from sitegen.annotate.glossary import Glossary, compile_glossary
from sitegen.annotate.marking import Context, find_terms

__all__ = ["Context", "Glossary", "compile_glossary", "find_terms"]
