using Microsoft.ML;
using MlTrack.MLNet.Internal;

namespace MlTrack.MLNet;

/// <summary>Describes ML.NET data as data sets, which become inputs of runs.</summary>
/// <remarks>Static, and thread-safe.</remarks>
public static class DataViewDatasets
{
    /// <summary>How many rows are read for the digest, as in MLflow.</summary>
    public const int HashedRows = 10_000;

    /// <summary>
    /// Describes the data by its schema, its number of rows and a digest of its first 10,000 rows. A vector becomes a column per slot
    /// (<c>Features.sepal_length</c>, or <c>Features.0</c> without names); hidden columns, columns of other types (images, spans of
    /// time) and vectors of more than 500 slots are left out.
    /// </summary>
    /// <param name="data">The data. Its first rows are read; where it does not know its number of rows, they are counted by going through it once.</param>
    /// <param name="name">The data set's name.</param>
    /// <param name="source">Where the data comes from, a path or URI; null for the running program.</param>
    /// <exception cref="MlTrackException">The source is of a kind that MLflow does not know.</exception>
    public static Dataset ToDataset(this IDataView data, string name = Datasets.DefaultName, string? source = null)
    {
        Guard.NotNull(data);
        Guard.NotNull(name);
        var sample = DataSample.Of(data, HashedRows);
        return sample.Describe(name, source, sample.RowCount ?? Count(data));
    }

    private static long Count(IDataView data)
    {
        using var cursor = data.GetRowCursor([]);
        long rows = 0;
        while (cursor.MoveNext())
        {
            rows++;
        }

        return rows;
    }
}
