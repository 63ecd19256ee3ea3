using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Mrq.Conversion.Tests.Graphs;

namespace Mrq.Conversion.Tests;

/// <summary>
/// Random legal graphs to random schemes. MRQ_RANDOM_GRAPHS sets how many (a seed of its own for each run comes with it); without it there are a few hundred,
/// the same in every run. A graph that fails is made smaller and printed as the code of a case for <see cref="FoundGraphTests"/>.
/// </summary>
[TestClass]
[TestCategory("Slow")]
public sealed class RandomGraphTests
{
    private const int Cases = 300;

    [TestMethod]
    public void A_random_graph_converts_within_the_bound_of_its_grids()
    {
        var wanted = Environment.GetEnvironmentVariable("MRQ_RANDOM_GRAPHS");
        var configuration = Config.QuickThrowOnFailure.WithMaxTest(wanted is null ? Cases : int.Parse(wanted, CultureInfo.InvariantCulture)).WithQuietOnSuccess(true);
        Check.One(wanted is null ? configuration.WithReplay(20261128, 1) : configuration, Prop.ForAll(Recipes.Arbitrary, recipe => Prop.Label(GraphTrial.Wrong(recipe) is null, GraphTrial.Wrong(recipe) ?? "")));
    }
}
