using System.Diagnostics;
using System.Globalization;

namespace MlTrack.Benchmarks.Search;

/// <summary><c>generate RUNS FOLDER [SEED]</c>: makes a tree to measure, or to try the tools on.</summary>
internal static class GenerateVerb
{
    public static int Run(ReadOnlySpan<string> args)
    {
        var seed = 1;
        if (args.Length is < 2 or > 3 || !TryParse(args[0], out var runs) || runs < 1 || (args.Length == 3 && !TryParse(args[2], out seed)))
        {
            Console.Error.WriteLine("usage: generate RUNS FOLDER [SEED]");
            return 2;
        }

        if (Directory.Exists(args[1]) && Directory.EnumerateFileSystemEntries(args[1]).Any())
        {
            Console.Error.WriteLine($"'{args[1]}' is not empty.");
            return 1;
        }

        var watch = Stopwatch.StartNew();
        var files = new RunTree(args[1], seed).Write(runs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs} runs, {files} files, {watch.Elapsed.TotalSeconds:F1} s"));
        return 0;
    }

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
