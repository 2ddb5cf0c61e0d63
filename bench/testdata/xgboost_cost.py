# CPU seconds that XGBoost takes, on one thread, for the deals that bench/win_test.go learns from.
import os, time, warnings
warnings.filterwarnings("ignore")
os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np, pandas as pd, xgboost as xgb

d = pd.read_csv(os.path.join(os.environ.get("ARUS_SHARED_DATA", "../../shared/data"), "ibm_win_loss/WA_Fn-UseC_-Sales-Win-Loss.csv"))
d.columns = [c.strip() for c in d.columns]
d = d.sort_values("Opportunity Number", kind="stable").reset_index(drop=True)
y = (d["Opportunity Result"] == "Won").astype(int).values
a = d["Opportunity Amount USD"].values.astype(float)
digit = 10 ** np.floor(np.log10(np.maximum(a, 1)))
d["amount"] = np.where(a > 0, np.round(a / digit) * digit, 0)
words = ["Supplies Subgroup", "Supplies Group", "Region", "Route To Market", "Competitor Type"]
x = pd.concat([pd.get_dummies(d[words]), d[["amount", "Client Size By Revenue", "Client Size By Employee Count", "Deal Size Category"]]], axis=1)
n = int(len(d) * .7)
x, y = x.values[:n].astype(np.float32), y[:n]
check = np.random.RandomState(0).rand(n) < .15
m = xgb.XGBClassifier(n_estimators=3000, early_stopping_rounds=50, learning_rate=.08, max_depth=6, subsample=.8, colsample_bytree=.8,
                      min_child_weight=5, reg_lambda=1, tree_method="hist", n_jobs=1, eval_metric="logloss")
before = time.process_time()
m.fit(x[~check], y[~check], eval_set=[(x[check], y[check])], verbose=False)
print(time.process_time() - before)
