"""Compile the glossary, stem the common words and count the background: files of language/.

    python tools/compile_language.py

Run it after any change of the glossary, the stemmer, the background or the common words;
a test fails while the files are not up to date.
"""

from __future__ import annotations

from ecluse.registers import background

if __name__ == "__main__":
    background.GLOSSARY.write_text(background.compiled(), "ascii")
    background.COMMON.write_text(background.stemmed(), "ascii")
    background.FREQUENCY.write_text(background.counted(), "ascii")
    for path in (background.GLOSSARY, background.COMMON, background.FREQUENCY):
        print(f"{path.name}: {path.stat().st_size} bytes")
