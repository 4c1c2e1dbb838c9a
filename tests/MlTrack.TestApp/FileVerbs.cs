using System.Globalization;
using System.Text;
using MlTrack.Internal.IO;

namespace MlTrack.TestApp;

/// <summary>Verbs about single files.</summary>
internal static class FileVerbs
{
    /// <summary><c>append FILE NAME COUNT</c>: appends lines <c>NAME 0</c> … <c>NAME COUNT-1</c>.</summary>
    public static void Append(string[] args)
    {
        var file = Open(args[0]);
        Program.WaitForStart();
        for (var i = 0; i < Number(args[2]); i++) file.Append(Line(args[1], i));
        file.Close();
    }

    /// <summary>
    /// <c>append-until-full FILE NAME COUNT</c>: appends lines; at a fault prints its kind once, and repeats what was not taken every 10 ms; prints <c>done</c> at
    /// the end. With a limit that is never lifted: <c>COUNT</c> 0 ends at the first fault.
    /// </summary>
    public static void AppendUntilFull(string[] args)
    {
        var file = Open(args[0]);
        var count = Number(args[2]);
        var isReported = false;
        for (var i = 0; count == 0 || i < count; i++)
        {
            ReadOnlySpan<byte> line = Line(args[1], i);
            while (!line.IsEmpty)
            {
                try
                {
                    file.Append(line);
                    break;
                }
                catch (StoreIOException fault)
                {
                    line = line[fault.BytesTaken..];
                    if (!isReported) Console.Out.WriteLine(fault.Error + " " + i.ToString(CultureInfo.InvariantCulture));
                    isReported = true;
                    if (count == 0) return;
                    Thread.Sleep(10);
                }
            }
        }

        while (file.HasRest)
        {
            try
            {
                file.Complete();
            }
            catch (StoreIOException)
            {
                Thread.Sleep(10); // the disk is still full
            }
        }

        file.Close();
        Console.Out.WriteLine("done");
    }

    /// <summary><c>append-many FOLDER FILES ROUNDS</c>: appends one line per round to each of many files, then prints how many handles were open at most.</summary>
    public static void AppendMany(string[] args)
    {
        var cache = new AppendFileCache(PhysicalFileSystem.Instance, AppendFileCache.DefaultLimit);
        var files = Enumerable.Range(0, Number(args[1]))
            .Select(i => cache.Get(Path.Combine(args[0], "m" + i.ToString(CultureInfo.InvariantCulture)), Options(args[0]))).ToArray();
        var most = 0;
        for (var round = 0; round < Number(args[2]); round++)
        {
            foreach (var file in files)
            {
                file.Append(Line("r", round));
                most = Math.Max(most, cache.OpenCount);
            }
        }

        Console.Out.WriteLine(most.ToString(CultureInfo.InvariantCulture) + " " + cache.Limit.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary><c>claim FOLDER VALUE COUNT</c>: claims names <c>k0</c> …, prints those won, and fails if a lost one cannot be read whole.</summary>
    public static void Claim(string[] args)
    {
        var writer = new AtomicFile(PhysicalFileSystem.Instance);
        var value = Encoding.ASCII.GetBytes(args[1]);
        var won = new StringBuilder();
        var buffer = new FileBuffer();
        Program.WaitForStart();
        for (var i = 0; i < Number(args[2]); i++)
        {
            var name = "k" + i.ToString(CultureInfo.InvariantCulture);
            var path = Path.Combine(args[0], "params", name);
            if (writer.TryPublishNew(path, args[0], value, FsyncLevel.None)) won.Append(name).Append(' ');
            else if (!PhysicalFileSystem.Instance.TryReadFile(path, buffer, 1000) || buffer.Length != value.Length) throw new InvalidOperationException("half a value: " + path);
        }

        Console.Out.WriteLine(won);
    }

    /// <summary><c>lock FOLDER</c>: takes the folder's lock, says so, and keeps it until it is told to go on (or is killed).</summary>
    public static void Lock(string[] args)
    {
        using var held = StoreLock.Acquire(PhysicalFileSystem.Instance, args[0], "a test");
        Program.WaitForStart();
    }

    /// <summary><c>replace FILE FOLDER</c>: replaces a file by growing values for ever.</summary>
    public static void Replace(string[] args)
    {
        var writer = new AtomicFile(PhysicalFileSystem.Instance);
        Program.WaitForStart();
        for (var i = 0; ; i++)
        {
            var text = new string((char)('a' + (i % 26)), 1 + (i % 10_000));
            writer.Replace(args[0], args[1], Encoding.ASCII.GetBytes(text + "\n"), FsyncLevel.None);
        }
    }

    private static AppendFile Open(string path) => new(PhysicalFileSystem.Instance, path, Options(Path.GetDirectoryName(path)!));

    private static AppendFileOptions Options(string folder) => new() { LockFolder = folder };

    private static byte[] Line(string name, int i) => Encoding.ASCII.GetBytes(name + " " + i.ToString(CultureInfo.InvariantCulture) + "\n");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
