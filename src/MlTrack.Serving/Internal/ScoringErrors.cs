using System.Globalization;

namespace MlTrack.Serving.Internal;

/// <summary>The errors of scoring, with MLflow's codes.</summary>
internal static class ScoringErrors
{
    private const int MostShown = 60;

    internal static MlTrackException BadValue(long line, string column, string declared, ReadOnlySpan<char> value) => Bad(string.Create(
        CultureInfo.InvariantCulture,
        $"Invalid input. Data is not compatible with model signature. Failed to convert column {column} to type '{declared}'. Error: line {line}: '{Cut(value)}'"));

    internal static MlTrackException BadLine(long line, string reason) => Bad(string.Create(CultureInfo.InvariantCulture, $"Invalid input. Line {line}: {reason}"));

    internal static MlTrackException Missing(IEnumerable<string> columns, IReadOnlyCollection<string> extra) => new(
        MlTrackErrorCode.InvalidParameterValue,
        $"Model is missing inputs [{Quoted(columns)}].{(extra.Count == 0 ? "" : $" Note that there were extra inputs: [{Quoted(extra)}].")}");

    internal static MlTrackException TooFew(int declared, int found) => new(
        MlTrackErrorCode.InvalidParameterValue,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Model inference is missing inputs. The model signature declares {declared} inputs  but the provided value only has {found} inputs. Note: the inputs were not named in the signature so we can only verify their count."));

    internal static MlTrackException WrongWidth(int taken, int found) => Bad(
        string.Create(CultureInfo.InvariantCulture, $"The model has no signature and takes tables of {taken} columns, not of {found}."));

    internal static MlTrackException NoFlavor(IEnumerable<string> flavors) => new(
        MlTrackErrorCode.NotImplemented, $"None of the model's flavors ({string.Join(", ", flavors)}) can be scored here: onnx and mlnet can. Log it with an ONNX graph beside its own flavor.");

    internal static MlTrackException Unsupported(string what) => new(MlTrackErrorCode.NotImplemented, what);

    internal static MlTrackException ModelFailed(Exception cause) => new(MlTrackErrorCode.BadRequest, $"The model itself failed on these rows: {cause.Message}", cause);

    private static MlTrackException Bad(string message) => new(MlTrackErrorCode.BadRequest, message);

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static string Cut(ReadOnlySpan<char> value) => value.Length > MostShown ? string.Concat(value[..MostShown], "…") : value.ToString();
}
