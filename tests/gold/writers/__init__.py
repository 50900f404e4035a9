"""Writers of the sample and gold reports: a source (YAML) goes in; a PDF, DOCX, XLSX, HTML or text file comes out.

Beside each file they write what a careful reader of the contract expects extraction to print. Nothing here imports the
extractor: the two meet only in the files.
"""
