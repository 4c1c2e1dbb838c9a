using System.Diagnostics;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Context;

/// <summary>A real git repository with one commit.</summary>
internal sealed class GitFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public GitFolder()
    {
        Git("init", "-q", "-b", "main");
        _folder.Write("train.cs", "// 1");
        Git("add", "train.cs");
        Git("commit", "-q", "-m", "first");
    }

    public string Path => _folder.Path;

    public string Write(string relativePath, string content) => _folder.Write(relativePath, content);

    public string Git(params string[] arguments) => GitIn(Path, arguments);

    public static string GitIn(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", "user.name=ada", "-c", "user.email=ada@example.org", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, "git {0} should work: {1}", string.Join(' ', arguments), errors);
        return output.Trim();
    }

    public void Dispose() => _folder.Dispose();
}
