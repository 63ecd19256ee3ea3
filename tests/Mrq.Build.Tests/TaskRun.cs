using Microsoft.Build.Framework;

namespace Mrq.Build.Tests;

/// <summary>What one run of the task did.</summary>
/// <param name="Succeeded">What it returned.</param>
/// <param name="Converted">Lines of conversions that came to their end.</param>
/// <param name="Codes">Codes of the errors, in their order.</param>
/// <param name="Errors">The errors in full.</param>
internal sealed record TaskRun(bool Succeeded, IReadOnlyList<string> Converted, IReadOnlyList<string> Codes, string Errors)
{
    public static TaskRun Of(MrqConvert task)
    {
        using (task)
        {
            var succeeded = task.Execute();
            var engine = (EngineStub)task.BuildEngine;
            Assert.AreEqual(engine.CoresTaken, engine.CoresReleased);
            return new TaskRun(
                succeeded,
                [.. engine.Messages(MessageImportance.High).Where(line => line.Contains("; calibration: ", StringComparison.Ordinal))],
                [.. engine.Errors.Select(error => error.Code)],
                engine.AllErrors);
        }
    }
}
