"""sitegen: messy captures of news articles in, a cleaned and annotated reader out."""

__version__ = "0.1.0"
