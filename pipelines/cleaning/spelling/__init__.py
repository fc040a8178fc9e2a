"""Spelling: decided once for the whole corpus from its vocabulary, then applied text by text.

In order of use: ``tokens`` finds word forms, ``lexicon`` and ``derivation`` know words, ``candidates``, ``evidence``
and ``scoring`` weigh what else was meant, ``decisions`` decides, ``overrules`` reads what a person decided, and
``corrections`` applies it all to a text, where ``occurrence`` and ``collocation`` ask the words around.
"""
