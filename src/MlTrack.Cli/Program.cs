using MlTrack.Cli.Internal;

namespace MlTrack.Cli;

/// <summary>The tool <c>mltrack</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        using var signals = new Signals();
        return await CommandLine.RunAsync(arguments, Terminal.OfProcess(), signals);
    }
}
