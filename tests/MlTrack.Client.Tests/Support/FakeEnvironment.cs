using MlTrack.Internal.Context;

namespace MlTrack.Tests.Support;

/// <summary>Environment variables of one test, so that tests in parallel do not disturb each other.</summary>
internal sealed class FakeEnvironment : Dictionary<string, string?>
{
    public FakeEnvironment()
        : base(StringComparer.Ordinal)
    {
    }

    public MlflowEnvironment Open() => new(name => TryGetValue(name, out var value) ? value : null, (name, value) => this[name] = value);

    public static MlflowEnvironment With(string name, string? value) => new FakeEnvironment { [name] = value }.Open();
}
