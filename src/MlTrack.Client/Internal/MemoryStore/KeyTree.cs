using MlTrack.Internal.Rules;

namespace MlTrack.Internal.MemoryStore;

/// <summary>
/// Values by key, where a key with <c>/</c> lies in a folder: <c>a</c> and <c>a/b</c> cannot both be there, as in a store of files.
/// Not thread-safe.
/// </summary>
internal sealed class KeyTree<T>
{
    private readonly string _kind;
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    // How many keys lie below each folder.
    private readonly Dictionary<string, int> _folders = new(StringComparer.Ordinal);

    /// <summary>Makes an empty tree.</summary>
    /// <param name="kind">What the keys are called in messages: metric, param or tag.</param>
    internal KeyTree(string kind) => _kind = kind;

    internal IReadOnlyDictionary<string, T> Values => _values;

    internal bool TryGet(string key, out T value)
    {
        if (_values.TryGetValue(key, out var found))
        {
            value = found;
            return true;
        }

        value = default!; // Not looked at by callers, as everywhere with TryGet.
        return false;
    }

    /// <summary>Adds or replaces a value.</summary>
    /// <exception cref="MlTrackException">Another key needs the place as a folder, or is where this key needs a folder.</exception>
    internal void Set(string key, T value)
    {
        if (!_values.ContainsKey(key))
        {
            CheckPlace(key);
            Count(key, 1);
        }

        _values[key] = value;
    }

    internal bool Remove(string key)
    {
        if (!_values.Remove(key))
        {
            return false;
        }

        Count(key, -1);
        return true;
    }

    /// <summary>Gives the values as they are now.</summary>
    internal Dictionary<string, T> Copy() => new(_values, StringComparer.Ordinal);

    private void CheckPlace(string key)
    {
        if (_folders.ContainsKey(key))
        {
            throw TrackingErrors.KeyIsFolder(_kind, key);
        }

        foreach (var folder in Folders(key))
        {
            if (_values.ContainsKey(folder))
            {
                throw TrackingErrors.KeyConflict(_kind, key, folder);
            }
        }
    }

    private void Count(string key, int change)
    {
        foreach (var folder in Folders(key))
        {
            _folders.TryGetValue(folder, out var count);
            if (count + change == 0)
            {
                _folders.Remove(folder);
            }
            else
            {
                _folders[folder] = count + change;
            }
        }
    }

    private static IEnumerable<string> Folders(string key)
    {
        for (var slash = key.IndexOf('/'); slash >= 0; slash = key.IndexOf('/', slash + 1))
        {
            yield return key.Substring(0, slash);
        }
    }
}
