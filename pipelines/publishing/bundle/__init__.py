"""The bundle: a folder with a published database as open files, described for people and for programs, so that a
stranger can read, cite and check it without newsledger. What belongs in this package: one file for each thing that lies
in the bundle, what is read for it (content), and where it is put (place). Nothing here makes data."""

from pipelines.publishing.bundle.export import Bundle, export_bundle

__all__ = ["Bundle", "export_bundle"]
