# The logarithmic loss of winning and of losing within a week, and the CPU seconds it took, by scikit-learn's histogram
# gradient boosting: of rows to learn from and rows to judge by, as bench/hazards_test.go writes them.
import os, sys, time
os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss

learn, judge = (np.loadtxt(name, delimiter=",") for name in sys.argv[1:3])
for fate in (1, 2):
    before = time.process_time()
    m = HistGradientBoostingClassifier(max_iter=150, learning_rate=.08, max_leaf_nodes=15, min_samples_leaf=60, l2_regularization=5,
                                       random_state=0, categorical_features=[0, 1, 2, 11])
    m.fit(learn[:, 1:], learn[:, 0] == fate)
    print(log_loss(judge[:, 0] == fate, m.predict_proba(judge[:, 1:])[:, 1]), time.process_time() - before)
