using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>
/// The help of every command is a file under <c>Help</c>, so that a change of what users read is seen in review.
/// <c>MLTRACK_UPDATE_GOLDEN=1</c> writes the files anew.
/// </summary>
public sealed class HelpSpecs
{
    private static readonly string Folder = Path.Combine(TestsFolder.Path, "MlTrack.Cli.Tests", "Help");

    private static IReadOnlyList<string> Names => [.. CommandTable.Create().Select(command => command.Path), .. CommandTable.Groups.Select(group => group.Name), ""];

    public static TheoryData<string> Calls => [.. Names];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task The_help_of_a_command_is_as_written_down(string call)
    {
        var result = await Tool.RunAsync([.. call.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        var text = string.Join('\n', result.Succeeded().Output.Split('\n').Select(line => line.TrimEnd())).TrimEnd() + "\n";
        var file = Path.Combine(Folder, (call.Length == 0 ? "mltrack" : call.Replace(' ', '-')) + ".txt");
        if (Environment.GetEnvironmentVariable("MLTRACK_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder);
            await File.WriteAllTextAsync(file, text);
        }

        text.Should().Be(await File.ReadAllTextAsync(file));
    }

    [Fact]
    public void No_file_is_left_of_a_command_that_is_gone() =>
        Directory.GetFiles(Folder).Select(file => Path.GetFileNameWithoutExtension(file)!).Should()
            .BeEquivalentTo(Names.Select(call => call.Length == 0 ? "mltrack" : call.Replace(' ', '-')));
}
