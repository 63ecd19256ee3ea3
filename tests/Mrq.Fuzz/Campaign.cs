using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Fuzz;

/// <summary>
/// Mutates seeds one after another in one thread; a mutant that takes a way that none has taken before becomes a seed. The same number of mutants
/// of the same seed gives the same findings.
/// </summary>
internal sealed class Campaign : IDisposable
{
    private const int MostSeeds = 4000;

    /// <summary>
    /// What one file may make the process allocate over all stages, most of which is free again by then; long runs also hold the heap under 1 GiB at
    /// any time (build/fuzz.sh).
    /// </summary>
    private const long MostBytes = 4L << 30;

    private readonly Dice _dice;
    private readonly List<byte[]> _seeds;
    private readonly int _originals;

    /// <summary>Seeds that were found on the way and run.</summary>
    private readonly List<byte[]> _whole = [];
    private readonly HashSet<Outcome> _ways = [];
    private readonly Target _target = new();
    private readonly FieldMutator _fields;
    private readonly GraphMutator _graphs;
    private readonly ByteMutator _bytes;

    public Campaign(ulong seed, IReadOnlyList<byte[]> seeds)
    {
        _dice = new Dice(seed);
        _seeds = [.. seeds];
        _originals = seeds.Count;
        (_fields, _graphs, _bytes) = (new FieldMutator(_dice), new GraphMutator(_dice), new ByteMutator(_dice));
    }

    /// <summary>Mutants by where they ended.</summary>
    public SortedDictionary<string, long> Stages { get; } = new(StringComparer.Ordinal);

    public int Ways => _ways.Count;

    /// <summary>What went wrong, each kind once, with the first file that shows it and how many did.</summary>
    public SortedDictionary<string, Finding> Findings { get; } = new(StringComparer.Ordinal);

    /// <summary>The mutant at work and since when, for a watch from outside.</summary>
    public (byte[] Mutant, TimeSpan Since)? Current { get; private set; }

    public void Run(long mutants, Action<long>? done = null, CancellationToken cancellation = default)
    {
        for (var i = 0L; i < mutants && !cancellation.IsCancellationRequested; i++)
        {
            var mutant = Mutant();
            Current = (mutant, Environment.CpuUsage.TotalTime);
            Check(mutant, _dice.Roll(1 << 20));
            Current = null;
            done?.Invoke(i + 1);
        }
    }

    public void Check(byte[] mutant, int scheme)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var outcome = _target.Check(mutant, scheme);
            Stages[outcome.Stage] = Stages.GetValueOrDefault(outcome.Stage) + 1;
            if (_ways.Add(outcome) && _seeds.Count < MostSeeds)
            {
                _seeds.Add(mutant);
                if (outcome.Stage is "ran" or "converted" or "convert")
                {
                    _whole.Add(mutant);
                }
            }

            if (GC.GetAllocatedBytesForCurrentThread() - before > MostBytes)
            {
                Report("allocates more than 4 GiB in all", "", mutant);
            }
        }
#pragma warning disable CA1031 // Whatever comes out is a finding.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Report(Kind(error), error.ToString(), mutant);
        }
    }

    public void Dispose() => _target.Dispose();

    private void Report(string kind, string detail, byte[] mutant)
    {
        Stages["finding"] = Stages.GetValueOrDefault("finding") + 1;
        Findings[kind] = Findings.TryGetValue(kind, out var known) ? known with { Count = known.Count + 1 } : new Finding(mutant, detail, 1);
    }

    private byte[] Mutant()
    {
        // Most of what takes a new way is refused; what is whole leads farther.
        var seed = _dice.OneIn(2) ? _seeds[_dice.Roll(_originals)] : _dice.Pick(_dice.OneIn(2) && _whole.Count > 0 ? _whole : _seeds);
        var mode = _dice.Roll(16);
        if (mode < 14)
        {
            try
            {
                seed = Changed(seed);
            }
            catch (MrqException)
            {
                // A seed that is no model has no fields: its bytes are all there is.
            }
        }

        return mode >= 13 ? _bytes.Mutate(seed) : seed;
    }

    private byte[] Changed(byte[] seed)
    {
        var root = Tree.Read(seed);
        var changes = 1;
        while (changes < 5 && _dice.OneIn(2))
        {
            changes++;
        }

        for (; changes > 0; changes--)
        {
            root = _dice.OneIn(4) ? _graphs.Mutate(root) : _fields.Mutate(root);
        }

        return Tree.Write(_dice.OneIn(2) ? GraphMutator.Repaired(root) : root);
    }

    /// <summary>The exception and where it arose, in our own code.</summary>
    private static string Kind(Exception error)
    {
        var inner = error is AggregateException { InnerException: { } first } ? first : error;
        if (inner is BrokenPromiseException)
        {
            return inner.Message;
        }

        var place = new System.Diagnostics.StackTrace(inner, fNeedFileInfo: true).GetFrames().FirstOrDefault(frame => frame.GetMethod()?.DeclaringType?.Namespace?.StartsWith("Mrq", StringComparison.Ordinal) == true);
        return string.Create(CultureInfo.InvariantCulture, $"{inner.GetType().Name} in {place?.GetMethod()?.DeclaringType?.Name}.{place?.GetMethod()?.Name}, line {place?.GetFileLineNumber()}");
    }
}
