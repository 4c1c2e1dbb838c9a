using System.Collections.Concurrent;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>Numbers for the keys of metrics, params and tags: thousands of runs have the same few, so that each is kept once. Thread-safe.</summary>
internal sealed class KeyNames
{
    /// <summary>No key has this number.</summary>
    internal const int Unknown = -1;

    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly object _gate = new();
    private readonly int _most;
    private volatile string[] _names = new string[64];
    private volatile int _count;

    /// <param name="most">How many keys are numbered; values of further keys are not kept.</param>
    internal KeyNames(int most = 100_000) => _most = most;

    internal int Count => _count;

    /// <summary>The key of a number that was given out.</summary>
    internal string this[int number] => _names[number];

    /// <summary>Gives the number of a key that has one, or <see cref="Unknown"/>.</summary>
    internal int Find(string key) => _numbers.TryGetValue(key, out var number) ? number : Unknown;

    /// <summary>Gives the number of a key, a new one if it has none; <see cref="Unknown"/> when there are too many.</summary>
    internal int Get(string key)
    {
        if (_numbers.TryGetValue(key, out var number))
        {
            return number;
        }

        lock (_gate)
        {
            if (_numbers.TryGetValue(key, out number))
            {
                return number;
            }

            if (_count == _most)
            {
                return Unknown;
            }

            if (_count == _names.Length)
            {
                var larger = new string[_count * 2];
                Array.Copy(_names, larger, _count);
                _names = larger;
            }

            // The name is there before anybody can learn the number.
            _names[_count] = key;
            _numbers[key] = _count;
            return _count++;
        }
    }
}
