"""TF-IDF and logistic regression of scikit-learn, in the interpreter that has it.

Reads ``{"texts": […], "tiers": [0…2], "asked": […]}`` on standard input and writes the probabilities.
"""

import json
import sys

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

given = json.load(sys.stdin)
words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode")
model = make_pipeline(words, LogisticRegression(C=10, max_iter=500, class_weight="balanced"))
model.fit(given["texts"], given["tiers"])
json.dump(model.predict_proba(given["asked"]).tolist() if given["asked"] else [], sys.stdout)
