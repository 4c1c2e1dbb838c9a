using System.Text.Json;
using MlTrack.Stores;

namespace MlTrack.Internal.Artifacts;

/// <summary>Rows of a table on their way to <see cref="LoggedTable"/>.</summary>
internal static class TableRows
{
    /// <summary>Turns objects into columns, in the order in which properties are first seen; what a row does not have is null.</summary>
    internal static IReadOnlyList<KeyValuePair<string, IEnumerable<object?>>> ToColumns(IEnumerable<JsonElement> rows)
    {
        var columns = new List<KeyValuePair<string, List<object?>>>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var count = 0;
        foreach (var row in rows)
        {
            if (row.ValueKind != JsonValueKind.Object)
            {
                throw new ArgumentException($"A row of a table is an object with properties; this one gives JSON of the kind {row.ValueKind}.", nameof(rows));
            }

            foreach (var property in row.EnumerateObject())
            {
                if (!places.TryGetValue(property.Name, out var place))
                {
                    place = columns.Count;
                    places.Add(property.Name, place);
                    columns.Add(new KeyValuePair<string, List<object?>>(property.Name, [.. Enumerable.Repeat<object?>(null, count)]));
                }

                columns[place].Value.Add(property.Value.Clone());
            }

            count++;
            foreach (var column in columns)
            {
                if (column.Value.Count < count)
                {
                    column.Value.Add(null);
                }
            }
        }

        return [.. columns.Select(column => new KeyValuePair<string, IEnumerable<object?>>(column.Key, column.Value))];
    }

    /// <summary>Reads the table that is there, or null. A local repository answers before this returns.</summary>
    internal static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(IArtifactRepository artifacts, string artifactFile, CancellationToken cancellationToken)
    {
        Stream content;
        try
        {
            content = await artifacts.OpenReadAsync(artifactFile, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            return null;
        }

        using (content)
        {
            var copy = new MemoryStream();
            await content.CopyToAsync(copy, 81920, cancellationToken).ConfigureAwait(false);
            return copy.ToArray();
        }
    }
}
