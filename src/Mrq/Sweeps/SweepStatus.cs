using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Sweeps;

/// <summary>How far a sweep is.</summary>
/// <param name="Stages">Counts of each stage.</param>
/// <param name="Failed">Units whose last run failed, with the reason.</param>
/// <param name="Wrong">Files that are in the place of a result and are none.</param>
/// <param name="Refused">Conversions that cannot be made, with the reason.</param>
public sealed record SweepStatus(IReadOnlyList<StageCounts> Stages, IReadOnlyList<(string Unit, MrqCode Code, string Message)> Failed, IReadOnlyList<(string Unit, MrqException Error)> Wrong, IReadOnlyList<(string Conversion, MrqCode Code, string Message)> Refused)
{
    /// <summary>What each unit took that has a result.</summary>
    public IReadOnlyList<UnitTime> Times { get; init; } = [];

    /// <summary>Whether there is nothing left to run.</summary>
    public bool IsComplete => Stages.All(stage => stage.Missing == 0 && stage.Failed == 0);

    /// <param name="planPath">The plan.</param>
    /// <param name="results">Where results are; null for the folder beside the plan.</param>
    /// <exception cref="MrqException">As reading the plan fails.</exception>
    public static SweepStatus Of(string planPath, string? results)
    {
        var (plan, folder) = (SweepPlan.Read(planPath), new ResultFolder(results ?? ResultFolder.Beside(planPath)));
        var (failed, wrong, refused, stages) = (new List<(string, MrqCode, string)>(), new List<(string, MrqException)>(), new List<(string, MrqCode, string)>(), new List<StageCounts>());
        var (unneeded, times) = (new HashSet<int>(), new List<UnitTime>());
        foreach (var stage in plan.Units.GroupBy(unit => unit.Stage).OrderBy(stage => stage.Key))
        {
            var (done, missing, failures, seconds) = (0, 0, 0, 0.0);
            foreach (var unit in stage)
            {
                var (head, error) = folder.FindHead(unit);
                if (error is not null)
                {
                    wrong.Add((UnitNames.Of(plan, unit), error));
                }

                if (head is null && folder.FailureOf(unit) is { } failure)
                {
                    failures++;
                    failed.Add((UnitNames.Of(plan, unit), failure.Code, failure.Message));
                }
                else if (head is null && !(unit.Kind == UnitKind.Evaluate && unneeded.Contains(unit.Conversion)))
                {
                    missing++;
                }
                else
                {
                    done++;
                    seconds += head?.Seconds ?? 0;
                    times.AddRange(head is null ? [] : [new UnitTime(UnitNames.Of(plan, unit), unit.Kind.ToString().ToLowerInvariant(), unit.Cost, unit.Range.Count, head.Seconds)]);
                }

                if (unit.Kind == UnitKind.Convert && head is { LeavesNothing: true })
                {
                    unneeded.Add(unit.Conversion);
                    if (head.Refused is { } why)
                    {
                        refused.Add((UnitNames.OfConversion(plan, unit.Conversion), why.Code, why.Message));
                    }
                }
            }

            stages.Add(new StageCounts(stage.Key, done, failures, missing, seconds));
        }

        return new SweepStatus(stages, failed, wrong, refused) { Times = times };
    }
}

/// <summary>Units of a stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Done">With a result.</param>
/// <param name="Failed">Without one, as their last run said why.</param>
/// <param name="Missing">Without one.</param>
/// <param name="Seconds">What those took that are done, all together.</param>
public sealed record StageCounts(SweepStage Stage, int Done, int Failed, int Missing, double Seconds)
{
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{Stage.ToString().ToLowerInvariant()}: {Done} done ({Seconds:F1} s), {Failed} failed, {Missing} missing");
}

/// <summary>What a unit took.</summary>
/// <param name="Unit">Its name.</param>
/// <param name="Kind">convert, data or evaluate.</param>
/// <param name="Cost">What the plan took it for, in multiply-adds.</param>
/// <param name="Samples">Samples that it measured, beside those that a conversion measures itself.</param>
/// <param name="Seconds">Without the start of its process.</param>
public sealed record UnitTime(string Unit, string Kind, double Cost, int Samples, double Seconds);
