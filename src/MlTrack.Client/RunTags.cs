namespace MlTrack;

/// <summary>The keys of tags that MLflow gives a meaning, and those of this library.</summary>
public static class RunTags
{
    /// <summary>The run's name.</summary>
    public const string RunName = "mlflow.runName";

    /// <summary>The run that this one belongs to.</summary>
    public const string ParentRunId = "mlflow.parentRunId";

    /// <summary>The text about a run or an experiment, in Markdown.</summary>
    public const string Note = "mlflow.note.content";

    /// <summary>Who started the run.</summary>
    public const string User = "mlflow.user";

    /// <summary>The program that made the run.</summary>
    public const string SourceName = "mlflow.source.name";

    /// <summary>The kind of that program: <c>LOCAL</c>, <c>NOTEBOOK</c> …</summary>
    public const string SourceType = "mlflow.source.type";

    /// <summary>Type and message of the exception that ended a run. Not MLflow's.</summary>
    public const string Exception = "mltrack.exception";

    /// <summary>How many records could not be written. Not MLflow's.</summary>
    public const string LostRecords = Internal.Writing.GuardedRunWriter.LostRecordsTag;

    /// <summary>Who ended a run that could not end itself: <c>stale</c>. Not MLflow's.</summary>
    public const string EndedBy = "mltrack.ended_by";
}
