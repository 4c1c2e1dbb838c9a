using System.Diagnostics;

namespace MlTrack.Tests.Support;

/// <summary>Named pipes, which hang every program that opens them like files.</summary>
internal static class Pipes
{
    public static void Make(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
    }
}
