# pip install mlflow==3.17.2 onnx onnxruntime pandas
import json

import mlflow
import pandas

model = mlflow.pyfunc.load_model("models:/progression@champion")
run = mlflow.get_run(model.metadata.run_id)
with open(mlflow.artifacts.download_artifacts(run.info.artifact_uri + "/predictions.json")) as file:
    table = pandas.DataFrame(**json.load(file))

# The label is not asked for; the columns become the graph's tensors by their names.
scores = model.predict(table[["Age", "Bmi", "BloodPressure", "Triglycerides"]])["Score.output"]
print("largest difference from .NET:", abs(scores.ravel() - table["Score"]).max())
