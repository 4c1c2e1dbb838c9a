namespace MlTrack.Tests.IO.Support;

/// <summary>
/// Builds disks as they may look after the power failed at some point of a recorded sequence of calls. What was synced is there; of the rest every change of a
/// name is there or not, independently, and every file holds any part of its later changes, the last of them whole, in part, or as zeros of the right length.
/// That is more than any real file system does, and so a harder test.
/// </summary>
internal sealed class PowerLoss(string root, IReadOnlyList<FileCall> calls)
{
    private readonly string _root = root;

    /// <summary>Builds one disk.</summary>
    /// <param name="callCount">How many of the calls had happened.</param>
    /// <param name="seed">Chooses among the possible disks; the same seed gives the same disk.</param>
    /// <param name="into">An empty folder that takes the place of the recorded root.</param>
    public void Build(int callCount, int seed, string into)
    {
        var random = new Random(seed);
        var (names, journal) = Replay(callCount);
        foreach (var change in journal)
        {
            if (change.IsDurable || random.Next(2) == 0) change.Apply(names);
        }

        foreach (var (name, node) in names)
        {
            // In a folder whose own name did not arrive nothing is found.
            if (!IsReachable(names, name)) continue;
            var path = into + name.Substring(_root.Length);
            if (node.IsFolder)
            {
                Directory.CreateDirectory(path);
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, node.Survive(random));
        }
    }

    private bool IsReachable(SortedDictionary<string, Node> names, string name)
    {
        for (var folder = Path.GetDirectoryName(name)!; folder.Length > _root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (!names.TryGetValue(folder, out var node) || !node.IsFolder) return false;
        }

        return true;
    }

    private (SortedDictionary<string, Node> Names, List<NameChange> Journal) Replay(int callCount)
    {
        var live = new SortedDictionary<string, Node>(StringComparer.Ordinal);
        var journal = new List<NameChange>();
        foreach (var call in calls.Take(callCount))
        {
            if (call.Kind != FileCallKind.Mark && !call.Path.StartsWith(_root, StringComparison.Ordinal)) continue;
            switch (call.Kind)
            {
                case FileCallKind.Create:
                    var made = new Node();
                    made.Append(call.Data!);
                    Change(new NameChange(call.Path, null, made));
                    break;
                case FileCallKind.MakeFolder:
                    Change(new NameChange(call.Path, null, new Node { IsFolder = true }));
                    break;
                case FileCallKind.Rename:
                    Change(new NameChange(call.Path, call.Source, live[call.Source!]));
                    break;
                case FileCallKind.Delete:
                case FileCallKind.RemoveFolder:
                    Change(new NameChange(call.Path, null, null));
                    break;
                case FileCallKind.Append:
                    live[call.Path].Append(call.Data!);
                    break;
                case FileCallKind.Truncate:
                    live[call.Path].Truncate(call.Length);
                    break;
                case FileCallKind.SyncFile:
                    live[call.Path].Sync();
                    break;
                case FileCallKind.SyncFolder:
                    foreach (var change in journal) change.SyncFolder(call.Path);
                    break;
            }
        }

        return (new SortedDictionary<string, Node>(StringComparer.Ordinal), journal);

        void Change(NameChange change)
        {
            journal.Add(change);
            change.Apply(live);
        }
    }

    private sealed record NameChange(string Path, string? Source, Node? Target)
    {
        public bool IsDurable { get; private set; }

        public void SyncFolder(string folder) => IsDurable |= System.IO.Path.GetDirectoryName(Path) == folder;

        public void Apply(SortedDictionary<string, Node> names)
        {
            if (Target is { IsFolder: true } && Source is not null)
            {
                Move(names, Source);
                return;
            }

            if (Source is not null) names.Remove(Source);
            if (Target is null) names.Remove(Path);
            else names[Path] = Target;
        }

        private void Move(SortedDictionary<string, Node> names, string source)
        {
            foreach (var (name, node) in names.Where(e => e.Key == source || e.Key.StartsWith(source + "/", StringComparison.Ordinal)).ToArray())
            {
                names.Remove(name);
                names[Path + name.Substring(source.Length)] = node;
            }
        }
    }

    /// <summary>A file's content: what is on the disk, and the versions after it that may or may not be.</summary>
    private sealed class Node
    {
        private readonly List<byte[]> _versions = [[]];

        public bool IsFolder { get; init; }

        public void Append(byte[] data)
        {
            if (data.Length > 0) _versions.Add([.. _versions[^1], .. data]);
        }

        public void Truncate(long length) => _versions.Add(_versions[^1][..(int)length]);

        public void Sync() => _versions.RemoveRange(0, _versions.Count - 1);

        public byte[] Survive(Random random)
        {
            var chosen = random.Next(_versions.Count);
            var content = (byte[])_versions[chosen].Clone();
            if (chosen == 0) return content;
            var safe = Math.Min(_versions[chosen - 1].Length, content.Length);
            switch (random.Next(3))
            {
                case 0: // the length arrived, the data did not
                    Array.Clear(content, safe, content.Length - safe);
                    return content;
                case 1:
                    return content[..random.Next(safe, content.Length + 1)];
                default:
                    return content;
            }
        }
    }
}
