using System.Globalization;
using System.Text;
using System.Xml;
using Mrq.Build.Conversions;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Gate;

namespace Mrq.Build.Outcomes;

/// <summary>
/// The gates of a project as test results in JUnit's XML, which CI systems show as tests: a conversion is a case, an exceeded limit a failure,
/// anything else that left no model an error, and a limit on a metric that nothing measured a skipped case.
/// </summary>
internal static class JUnitResults
{
    /// <param name="project">Whose conversions these are.</param>
    /// <param name="outcomes">What became of each.</param>
    public static byte[] Write(string project, IReadOnlyList<ConversionOutcome> outcomes)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", SafeText.Name(project));
            WriteCount(xml, "tests", outcomes.Count);
            WriteCount(xml, "failures", outcomes.Count(outcome => outcome.FailedGate));
            WriteCount(xml, "errors", outcomes.Count(IsError));
            WriteCount(xml, "skipped", outcomes.Count(outcome => !outcome.FailedGate && !IsError(outcome) && Skipped(outcome) is not null));
            foreach (var outcome in outcomes)
            {
                WriteCase(xml, outcome);
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return [.. stream.ToArray(), (byte)'\n'];
    }

    private static void WriteCase(XmlWriter xml, ConversionOutcome outcome)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", SafeText.Name(outcome.Item.Model));
        xml.WriteAttributeString("name", SafeText.Name(outcome.Item.Scheme));
        if (outcome.FailedGate || IsError(outcome))
        {
            xml.WriteStartElement(outcome.FailedGate ? "failure" : "error");
            xml.WriteAttributeString("type", outcome.Failure?.Code.Id ?? "");
            xml.WriteAttributeString("message", outcome.Failure is { } failure ? SafeText.Message(failure.Message) : $"The conversion was {outcome.Result}; the errors of the build say why.");
            xml.WriteEndElement();
        }
        else if (Skipped(outcome) is { } reason)
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", reason);
            xml.WriteEndElement();
        }

        if (outcome.Figures is { } figures)
        {
            xml.WriteElementString("system-out", $"{figures.Line}; {SafeText.Line(outcome.Report)}");
        }

        xml.WriteEndElement();
    }

    private static bool IsError(ConversionOutcome outcome) => outcome.State is ConversionState.NotRun || (outcome.State == ConversionState.Failed && !outcome.FailedGate);

    /// <summary>Why a conversion's limits were not all checked; null where they were, or where there are none.</summary>
    private static string? Skipped(ConversionOutcome outcome)
    {
        var item = outcome.Item;
        return item["AccuracyGate"].Trim().Equals(nameof(GateMode.Off), StringComparison.OrdinalIgnoreCase) ? "AccuracyGate is Off."
            : outcome.Figures is { Data: not "evaluation" } && (IsSet(item, nameof(GateLimits.MaxAccuracyDrop)) || IsSet(item, nameof(GateLimits.MinAccuracy))) ? "There is no EvaluationData, so the limits of the metric were not checked."
            : null;
    }

    private static bool IsSet(ConversionItem item, string name) => item[name].Length > 0;

    private static void WriteCount(XmlWriter xml, string name, int count) => xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
}
