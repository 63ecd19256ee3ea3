using FsCheck;
using FsCheck.Fluent;
using Mrq.Core.Schemes;

namespace Mrq.Conversion.Tests.Graphs;

/// <summary>Draws recipes, and makes those smaller that fail.</summary>
internal static class Recipes
{
    private const int MostSteps = 12;

    /// <summary>Layers are what conversion works on; every other step is one.</summary>
    private static readonly StepKind[] Layers = [StepKind.Pointwise, StepKind.Convolution, StepKind.Depthwise, StepKind.FullyConnected];

    public static Arbitrary<GraphRecipe> Arbitrary { get; } = Arb.From(Draw(), Shrink);

    private static Gen<GraphRecipe> Draw() =>
        from source in Gen.Elements(SourceKind.UInt8, SourceKind.UInt8, SourceKind.Int8PerChannel, SourceKind.Int8PerChannel, SourceKind.Int8, SourceKind.Int16x8)
        from scheme in Gen.Elements(SchemeCatalogue.All.Select(scheme => scheme.Name).ToArray())
        from salt in Gen.Choose(0, 999)
        from isFloatOutside in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        from count in Gen.Choose(1, MostSteps)
        from steps in Step().ListOf(count)
        select new GraphRecipe(source, scheme, salt, isFloatOutside, [.. steps]);

    private static Gen<StepRecipe> Step() =>
        from kind in Gen.OneOf(Gen.Elements(Layers), Gen.Elements(Enum.GetValues<StepKind>()))
        from origin in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 4)))
        from other in Gen.Choose(0, 5)
        from range in Gen.Elements(Enum.GetValues<OutputRange>())
        from variant in Gen.Choose(0, 11)
        from shares in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new StepRecipe(kind, origin, other, range, variant, shares);

    private static IEnumerable<GraphRecipe> Shrink(GraphRecipe recipe)
    {
        var steps = recipe.Steps;
        for (var length = steps.Length / 2; length >= 1; length /= 2)
        {
            for (var from = 0; from + length <= steps.Length; from += length)
            {
                if (length < steps.Length)
                {
                    yield return recipe with { Steps = steps.RemoveRange(from, length) };
                }
            }
        }

        if (recipe.IsFloatOutside)
        {
            yield return recipe with { IsFloatOutside = false };
        }

        for (var i = 0; i < steps.Length; i++)
        {
            foreach (var smaller in Smaller(steps[i]))
            {
                yield return recipe with { Steps = steps.SetItem(i, smaller) };
            }
        }
    }

    private static IEnumerable<StepRecipe> Smaller(StepRecipe step)
    {
        if (step.Shares)
        {
            yield return step with { Shares = false };
        }

        if (step.From > 0)
        {
            yield return step with { From = 0 };
        }

        if (step.With != 1)
        {
            yield return step with { With = 1 };
        }

        if (step.Range != OutputRange.Whole)
        {
            yield return step with { Range = OutputRange.Whole };
        }

        if (step.Variant > 0)
        {
            yield return step with { Variant = 0 };
        }

        if (step.Kind != StepKind.Pointwise)
        {
            yield return step with { Kind = StepKind.Pointwise };
        }
    }
}
