namespace MlTrack.Serving;

/// <summary>Some rows of a table, column by column.</summary>
/// <remarks>Columns without rows are allowed; all columns have the same length. Not thread-safe while it is filled; the arrays belong to whoever holds the batch.</remarks>
public sealed class ScoringBatch
{
    /// <summary>Makes a batch.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="columns">The columns.</param>
    /// <exception cref="ArgumentException">A column has another length.</exception>
    public ScoringBatch(int rows, IReadOnlyList<ScoringColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (var column in columns)
        {
            if (column.Values.Length != rows)
            {
                throw new ArgumentException($"Column '{column.Name}' has {column.Values.Length} values, not {rows}.", nameof(columns));
            }
        }

        Rows = rows;
        Columns = columns;
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<ScoringColumn> Columns { get; }

    /// <summary>Gives a column; null when there is none of that name.</summary>
    /// <param name="name">The name, with case.</param>
    /// <returns>The column.</returns>
    public ScoringColumn? Find(string name)
    {
        foreach (var column in Columns)
        {
            if (string.Equals(column.Name, name, StringComparison.Ordinal))
            {
                return column;
            }
        }

        return null;
    }
}

/// <summary>One column of a batch.</summary>
/// <param name="Name">Its name; empty where columns have none.</param>
/// <param name="Values">
/// One value a row: <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="float"/>, <see cref="double"/>, <see cref="string"/> (null for a missing one),
/// nullable <see cref="DateTime"/>, <see cref="byte"/> arrays, arrays of these, or dictionaries.
/// </param>
public sealed record ScoringColumn(string Name, Array Values);
