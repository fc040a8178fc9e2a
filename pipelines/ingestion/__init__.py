"""Source files to inputs and raw articles. Every record found ends as an article, a duplicate or a reject with its
reason; nothing is left out and nothing is cleaned here."""
