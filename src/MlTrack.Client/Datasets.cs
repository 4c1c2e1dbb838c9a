using System.Globalization;
using System.Text;
using MlTrack.Internal.Data;
using MlTrack.Internal.Text;

namespace MlTrack;

/// <summary>
/// Describes data sets for <see cref="Run.LogInput"/>: name, source, schema, profile, and a digest that changes with the content. For a table or an array the
/// digest is the one that MLflow makes of the same pandas table or numpy array, so that runs of both languages meet.
/// </summary>
/// <remarks>
/// Thread-safe. Data is read and never kept. A name without blanks can also name the data set of a metric; the names made here have none. User-info and
/// signatures of URLs are not recorded.
/// </remarks>
public static class Datasets
{
    /// <summary>MLflow's name for a data set that has none.</summary>
    public const string DefaultName = "dataset";

    /// <summary>Describes a file of any kind: the digest is of its bytes, and there is no schema.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name; null for the file's, with <c>_</c> for blanks.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Dataset FromFile(string path, string? name = null)
    {
        using var content = Open(path);
        return Make(name ?? NameOf(path), DataDigest.OfFile(content), path, null, null);
    }

    /// <summary>
    /// Describes a file of comma-separated values with a line of names: types, rows and digest are those that Python's
    /// <c>mlflow.data.from_pandas(pandas.read_csv(path))</c> gives. The file is read once, and its first 10,000 rows are held meanwhile.
    /// </summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="name">The name; null for the file's, with <c>_</c> for blanks.</param>
    /// <param name="separator">What separates the values.</param>
    /// <returns>The data set.</returns>
    /// <remarks>
    /// pandas reads some numbers of more than 15 digits a little differently; then the digests differ. Columns that pandas would take for dates only on request
    /// are texts here as well.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidParameterValue"/>: the file is empty, or a row has more values than there are names.</exception>
    public static Dataset FromCsv(string path, string? name = null, char separator = ',')
    {
        using var content = Open(path);
        using var text = new StreamReader(content, Encoding.UTF8);
        var reader = new CsvReader(text, separator);
        var columns = (reader.Read() ?? throw Invalid($"The file '{path}' has no line of names.")).Select(title => new CsvColumn(title)).ToList();
        long rows = 0;
        while (reader.Read() is { } record)
        {
            rows++;
            if (record.Count > columns.Count)
            {
                throw Invalid(string.Format(
                    CultureInfo.InvariantCulture, "Row {0} of '{1}' has {2} values for {3} columns.", rows, path, record.Count, columns.Count));
            }

            for (var i = 0; i < columns.Count; i++)
            {
                columns[i].Add(i < record.Count ? record[i] : null);
            }
        }

        return Table(columns.Select(column => column.ToColumn()).ToList(), rows, name ?? NameOf(path), path);
    }

    /// <summary>Describes a table in memory, as Python's <c>mlflow.data.from_pandas</c> does.</summary>
    /// <param name="columns">
    /// The columns in their order: arrays of numbers, nullable numbers, texts (null where missing), booleans or times, all of one length.
    /// </param>
    /// <param name="name">The name; null for <c>dataset</c>.</param>
    /// <param name="source">Where the data comes from: a path or URI; null for the program itself.</param>
    /// <param name="rowCount">
    /// The number of rows of the whole table, where only the first rows (10,000 at least) are given; null for those given.
    /// </param>
    /// <returns>The data set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="columns"/> is null.</exception>
    /// <exception cref="MlTrackException">
    /// <see cref="MlTrackErrorCode.InvalidParameterValue"/>: arrays of another type or of different length, or too few rows for the digest;
    /// <see cref="MlTrackErrorCode.ResourceDoesNotExist"/>, as in MLflow: a source of an unknown scheme.
    /// </exception>
    public static Dataset FromColumns(
        IEnumerable<KeyValuePair<string, Array>> columns, string? name = null, string? source = null, long? rowCount = null)
    {
        if (columns is null)
        {
            throw new ArgumentNullException(nameof(columns));
        }

        var described = columns.Select(column => DataColumn.Of(column.Key, column.Value)).ToList();
        var given = described.Count == 0 ? 0 : described[0].Count;
        if (described.Any(column => column.Count != given))
        {
            throw Invalid("All columns of a table must have the same length.");
        }

        var rows = rowCount ?? given;
        return rows >= given && Math.Min(rows, DataDigest.HashedRows) <= given
            ? Table(described, rows, name ?? DefaultName, source)
            : throw Invalid("The first 10,000 rows of the table, or all, are needed for its digest, and not more than it has.");
    }

    /// <summary>Describes arrays of any rank, as Python's <c>mlflow.data.from_numpy</c> does.</summary>
    /// <param name="features">An array of numbers or booleans, such as <c>float[,]</c>; the first dimension is that of the examples.</param>
    /// <param name="targets">What is to be predicted, or null.</param>
    /// <param name="name">The name; null for <c>dataset</c>.</param>
    /// <param name="source">Where the data comes from: a path or URI; null for the program itself.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="features"/> is null.</exception>
    /// <exception cref="MlTrackException">
    /// <see cref="MlTrackErrorCode.InvalidParameterValue"/>: an array of another type; <see cref="MlTrackErrorCode.ResourceDoesNotExist"/>: a source of an unknown scheme.
    /// </exception>
    public static Dataset FromArrays(Array features, Array? targets = null, string? name = null, string? source = null)
    {
        var first = DataArray.Of("features", features ?? throw new ArgumentNullException(nameof(features)));
        var second = targets is null ? null : DataArray.Of("targets", targets);
        var arrays = second is null ? [first] : new[] { first, second };
        var schema = new PythonJsonWriter().StartObject().Name("mlflow_tensorspec").StartObject()
            .Name("features").String(first.ToSchema()).Name("targets").String(second?.ToSchema()).EndObject().EndObject();
        var profile = new PythonJsonWriter().StartObject();
        foreach (var array in arrays)
        {
            array.WriteProfile(profile);
        }

        return Make(
            name ?? DefaultName,
            DataDigest.OfArrays(arrays.Select(array => (array.Values, array.Shape))),
            source,
            schema.ToString(),
            profile.EndObject().ToString());
    }

    private static Dataset Table(List<DataColumn> columns, long rows, string name, string? source)
    {
        var schema = new PythonJsonWriter().StartObject().Name("mlflow_colspec").StartArray();
        foreach (var column in columns)
        {
            schema.StartObject().Name("type").String(column.Type).Name("name").String(column.Name).Name("required").Bool(column.Required).EndObject();
        }

        var profile = new PythonJsonWriter().StartObject().Name("num_rows").Number(rows).Name("num_elements").Number(rows * columns.Count).EndObject();
        return Make(name, DataDigest.OfTable(columns, rows), source, schema.EndArray().EndObject().ToString(), profile.ToString());
    }

    private static Dataset Make(string name, string digest, string? source, string? schema, string? profile)
    {
        var (type, json) = DatasetSource.Describe(source);
        return new Dataset { Name = name, Digest = digest, SourceType = type, Source = json, Schema = schema, Profile = profile };
    }

    private static FileStream Open(string path) =>
        new(path ?? throw new ArgumentNullException(nameof(path)), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static string NameOf(string path) =>
        string.Concat(Path.GetFileName(path).Select(character => char.IsWhiteSpace(character) || char.IsControl(character) ? '_' : character));

    private static MlTrackException Invalid(string message) => new(MlTrackErrorCode.InvalidParameterValue, message);
}
