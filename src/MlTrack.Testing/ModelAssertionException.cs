namespace MlTrack.Testing;

/// <summary>A model, or what was logged of it, is not as a test demands. Every test framework shows it as the failure of the test.</summary>
public sealed class ModelAssertionException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was demanded, and what was there.</param>
    public ModelAssertionException(string message)
        : base(message)
    {
    }
}
