using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Mrq.Build;

/// <summary>Progress as low-importance messages: there for whoever asks for detail, out of everybody else's log.</summary>
internal sealed class EngineProgress(TaskLoggingHelper log) : IProgress<string>
{
    public void Report(string value) => log.LogMessage(MessageImportance.Low, "{0}", value);
}
