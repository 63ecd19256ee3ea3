using System.Collections.Immutable;

namespace Mrq.Evaluation.Metrics;

/// <summary>What a sample gives to the shares of two models.</summary>
/// <param name="Source">The source's part.</param>
/// <param name="Target">The target's part.</param>
/// <param name="Whole">What both are parts of.</param>
internal readonly record struct SampleShare(double Source, double Target, double Whole)
{
    public static SampleRecord<SampleShare> Record { get; } = new(
        static (writer, share) =>
        {
            writer.Write(share.Source);
            writer.Write(share.Target);
            writer.Write(share.Whole);
        },
        static reader => new SampleShare(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()));

    /// <summary>The shares of all samples with their paired intervals.</summary>
    public static PairedResult ResultOf(ImmutableArray<SampleShare> answers)
    {
        double[] wholes = [.. answers.Select(answer => answer.Whole)];
        return PairedBootstrap.Result(new SampleShares([.. answers.Select(answer => answer.Source)], wholes), new SampleShares([.. answers.Select(answer => answer.Target)], wholes));
    }
}
