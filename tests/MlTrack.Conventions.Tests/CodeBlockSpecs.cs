using MlTrack.Conventions.Tests.Support;

namespace MlTrack.Conventions.Tests;

/// <summary>Code that a document shows is code that works: every block is compiled, and run where its fence says so.</summary>
public sealed class CodeBlockSpecs
{
    public static TheoryData<string> Documents => [.. CodeBlock.Documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_code_block_compiles(string document) =>
        CodeBlock.In(document)
            .Where(block => block.IsCompiled)
            .SelectMany(block => BlockCompiler.Faults(BlockCompiler.Compile(block)))
            .Should().BeEmpty("a reader pastes it and expects it to build");

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_code_block_that_is_marked_runs(string document)
    {
        foreach (var block in CodeBlock.In(document).Where(block => block.IsRun))
        {
            using var folder = new TempFolder();

            var run = await BlockCompiler.RunAsync(block, folder);

            run.ExitCode.Should().Be(0, "{0} runs; it said: {1}", block, run.Output);
        }
    }

    [Fact]
    public void A_block_that_is_not_compiled_says_why() =>
        CodeBlock.Documents.SelectMany(CodeBlock.In)
            .Where(block => !block.IsCompiled && block.Reason.Length == 0)
            .Select(block => block.ToString())
            .Should().BeEmpty("'no-compile' is followed by its reason");

    [Fact]
    public void The_readme_shows_code() => CodeBlock.In("README.md").Should().NotBeEmpty("its example is what most people read first");
}
