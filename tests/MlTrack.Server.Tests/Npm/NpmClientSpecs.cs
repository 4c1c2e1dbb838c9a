using System.ComponentModel;
using System.Diagnostics;
using MlTrack.Server.Tests.Support;

namespace MlTrack.Server.Tests.Npm;

/// <summary>A client that others wrote: the npm package <c>mlflow</c>, unmodified. Skipped where neither Node.js nor the package can be had.</summary>
public sealed class NpmClientSpecs
{
    private const string Package = "mlflow@2.0.7";

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_npm_package_works_against_the_server(bool withUsers)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Combine("package.json"), """{"name":"test","version":"1.0.0","private":true}""");
        var install = await RunAsync(folder.Path, "npm", "install", Package, "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000");
        Skip.If(install is null, "There is no npm here.");
        Skip.If(install!.Value.ExitCode != 0, $"{Package} cannot be installed: {install.Value.Output}");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Npm", "client.js"), folder.Combine("client.js"));
        await using var server = withUsers ? await TestServer.StartWithUsersAsync() : await TestServer.StartAsync();

        var run = await RunAsync(folder.Path, "node", withUsers
            ? ["client.js", server.Address.ToString().TrimEnd('/'), TestServer.AdminPassword]
            : ["client.js", server.Address.ToString().TrimEnd('/')]);

        run!.Value.ExitCode.Should().Be(0, "it said: {0}", run.Value.Output);
    }

    private static async Task<(int ExitCode, string Output)?> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process!)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var output = process!.StandardOutput.ReadToEndAsync(timeout.Token);
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, await output + await errors);
        }
    }
}
