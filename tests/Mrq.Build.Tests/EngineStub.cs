using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Build.Framework;

namespace Mrq.Build.Tests;

/// <summary>An engine that keeps what it is told.</summary>
internal sealed class EngineStub : IBuildEngine9
{
    private readonly ConcurrentQueue<BuildMessageEventArgs> _messages = new();

    public ConcurrentQueue<BuildErrorEventArgs> Errors { get; } = new();

    public ConcurrentQueue<BuildWarningEventArgs> Warnings { get; } = new();

    public string AllErrors => string.Join('\n', Errors.Select(error => $"{error.File} : {error.Code}: {error.Message}"));

    /// <summary>Messages of one importance.</summary>
    public IReadOnlyList<string> Messages(MessageImportance importance) => [.. _messages.Where(message => message.Importance == importance).Select(message => message.Message!)];

    /// <summary>Called with every message.</summary>
    public Action<string> OnMessage { get; set; } = static _ => { };

    /// <summary>Cores that the engine gives.</summary>
    public int CoresToGrant { get; init; } = 2;

    public int CoresTaken { get; private set; }

    public int CoresReleased { get; private set; }

    public bool IsRunningMultipleNodes => false;

    public bool AllowFailureWithoutError { get; set; }

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 0;

    public int ColumnNumberOfTaskNode => 0;

    public string ProjectFileOfTaskNode => "Consumer.csproj";

    public int RequestCores(int requestedCores)
    {
        var granted = Math.Min(requestedCores, CoresToGrant);
        CoresTaken += granted;
        return granted;
    }

    public void ReleaseCores(int coresToRelease) => CoresReleased += coresToRelease;

    public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Enqueue(e);

    public void LogWarningEvent(BuildWarningEventArgs e) => Warnings.Enqueue(e);

    public void LogMessageEvent(BuildMessageEventArgs e)
    {
        _messages.Enqueue(e);
        OnMessage(e.Message!);
    }

    public void LogCustomEvent(CustomBuildEventArgs e)
    {
    }

    public void LogTelemetry(string eventName, IDictionary<string, string> properties) => Assert.Fail("The task reports nothing to anybody.");

    /// <summary>A code that is an error in this build.</summary>
    public string? ErrorCode { get; init; }

    public bool ShouldTreatWarningAsError(string warningCode) => warningCode == ErrorCode;

    public IReadOnlyDictionary<string, string> GetGlobalProperties() => new Dictionary<string, string>();

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => throw new NotSupportedException();

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) => throw new NotSupportedException();

    public bool BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject, string[] toolsVersion, bool useResultsCache, bool unloadProjectsOnCompletion) => throw new NotSupportedException();

    public BuildEngineResult BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties, string[] toolsVersion, bool returnTargetOutputs) => throw new NotSupportedException();

    public object GetRegisteredTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => throw new NotSupportedException();

    public void RegisterTaskObject(object key, object obj, RegisteredTaskObjectLifetime lifetime, bool allowEarlyCollection) => throw new NotSupportedException();

    public object UnregisterTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => throw new NotSupportedException();

    public void Reacquire()
    {
    }

    public void Yield()
    {
    }
}
