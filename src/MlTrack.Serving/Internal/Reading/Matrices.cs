namespace MlTrack.Serving.Internal.Reading;

/// <summary>Columns as rows of a matrix.</summary>
internal static class Matrices
{
    /// <summary>Puts columns of one type side by side: an array for each row.</summary>
    internal static Array Join(IReadOnlyList<ScoringColumn> columns, int rows) => columns[0].Values switch
    {
        float[] => Join<float>(columns, rows),
        double[] => Join<double>(columns, rows),
        int[] => Join<int>(columns, rows),
        long[] => Join<long>(columns, rows),
        bool[] => Join<bool>(columns, rows),
        string?[] => Join<string?>(columns, rows),
        var other => throw ScoringErrors.Unsupported($"Columns of {other.GetType().GetElementType()!.Name} cannot be put into one tensor."),
    };

    private static T[][] Join<T>(IReadOnlyList<ScoringColumn> columns, int rows)
    {
        var matrix = new T[rows][];
        for (var row = 0; row < rows; row++)
        {
            matrix[row] = new T[columns.Count];
        }

        for (var place = 0; place < columns.Count; place++)
        {
            var values = (T[])columns[place].Values;
            for (var row = 0; row < rows; row++)
            {
                matrix[row][place] = values[row];
            }
        }

        return matrix;
    }
}
