using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Packaging;

/// <summary>The errors of signatures, each in one place: code and text are MLflow's where it has some of its own, and not a bare Python exception.</summary>
internal static class SignatureErrors
{
    internal static MlTrackException EmptySchema() => TrackingErrors.InvalidParameter("Creating Schema with empty inputs is not allowed.");

    internal static MlTrackException EmptyObject() => TrackingErrors.InvalidParameter("Creating Object with empty properties is not allowed.");

    internal static MlTrackException DuplicateProperty(string name) => TrackingErrors.InvalidParameter($"Found duplicated property name '{name}' in an object.");

    internal static MlTrackException SomeNamed(IEnumerable<string?> names) => Internal(
        $"Creating Schema with a combination of named and unnamed inputs is not allowed. Got input names [{string.Join(", ", names.Select(name => name is null ? "None" : PythonRepr.Quote(name)))}]");

    // The placeholders are in MLflow's message, which forgets to fill them.
    internal static MlTrackException ColumnsAndTensors() =>
        Internal("Creating Schema with a combination of {0} and {1} is not supported. Please choose one of ColSpec or TensorSpec");

    internal static MlTrackException UnnamedTensors() =>
        Internal("Creating Schema with multiple unnamed TensorSpecs is not supported. Please provide names for each TensorSpec.");

    internal static MlTrackException UnnamedOptional() =>
        Internal("Creating Schema with unnamed optional inputs is not supported. Please name all inputs or make all inputs required.");

    internal static MlTrackException UnknownType(string type) => Internal(
        $"Unsupported type '{type}', expected instance of DataType or one of ['boolean', 'integer', 'long', 'float', 'double', 'string', 'binary', 'datetime']");

    internal static MlTrackException MissingKeys(string kind, string keys) => Internal($"Missing keys in {kind} JSON. Expected to find keys {keys}");

    internal static MlTrackException MissingParamKeys(IEnumerable<string> received) => TrackingErrors.InvalidParameter(
        "Missing keys in ParamSpec JSON. Expected to find keys `name`, `type`(or `dtype`) and `default`. Received keys: dict_keys([" +
        string.Join(", ", received.Select(PythonRepr.Quote)) + "])");

    internal static MlTrackException DuplicateParams(IEnumerable<string> names) =>
        TrackingErrors.InvalidParameter($"Duplicated parameters found in schema: [{string.Join(", ", names.Select(PythonRepr.Quote))}]");

    // No blank before 'has', as in MLflow.
    internal static MlTrackException BinaryParam(string name) =>
        TrackingErrors.InvalidParameter($"Binary type is not supported for parameters, ParamSpec '{name}'has dtype 'binary'");

    internal static MlTrackException NoParamType(string name, string type) =>
        TrackingErrors.InvalidParameter($"Param '{name}' cannot be of the type {type}: use a scalar or an object.");

    internal static MlTrackException UnfitDefault(string param, string reason) =>
        TrackingErrors.InvalidParameter($"Failed to validate type and shape for {param}, error: {reason}");

    internal static MlTrackException NoList(string param, string received) =>
        TrackingErrors.InvalidParameter($"Value must be a 1D array with shape (-1,) for param {param}, received {received} with ndim 0");

    // A bare ValueError, KeyError, TypeError in Python.
    internal static MlTrackException NothingGiven() => TrackingErrors.InvalidParameter("At least one of inputs, outputs or params must be provided");

    internal static MlTrackException MissingType() => TrackingErrors.InvalidParameter("A column or tensor of a signature has no 'type'.");

    internal static MlTrackException UnknownDType(string dtype) => TrackingErrors.InvalidParameter($"data type '{dtype}' not understood");

    internal static MlTrackException NoJson(string reason) => TrackingErrors.InvalidParameter($"A part of a signature is no JSON list as MLflow writes it: {reason}");

    private static MlTrackException Internal(string message) => new(MlTrackErrorCode.InternalError, message);
}
