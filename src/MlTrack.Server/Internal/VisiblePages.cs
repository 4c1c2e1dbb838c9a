namespace MlTrack.Server.Internal;

/// <summary>Reads pages of a search of which a user may see only a part.</summary>
internal static class VisiblePages
{
    // A user who may see little must not make one request read the whole store.
    private const int MaxPages = 100;

    /// <summary>Gives a page of at most the wanted size, and the token of the next.</summary>
    /// <param name="size">The size that was asked for.</param>
    /// <param name="token">The token that was sent.</param>
    /// <param name="read">Reads a page of the store.</param>
    /// <param name="visible">Whether the user may see an entry.</param>
    /// <param name="all">True when the user may see everything.</param>
    internal static async ValueTask<(List<T> Items, string? Token)> ReadAsync<T>(
        int size, string? token, Func<int, string?, ValueTask<PagedList<T>>> read, Func<T, bool> visible, bool all)
    {
        var items = new List<T>();
        for (var page = 0; page < MaxPages; page++)
        {
            var found = await read(size - items.Count, token).ConfigureAwait(false);
            foreach (var item in found.Items)
            {
                if (all || visible(item))
                {
                    items.Add(item);
                }
            }

            token = found.NextPageToken;
            if (all || token is null || items.Count >= size)
            {
                break;
            }
        }

        return (items, token);
    }
}
