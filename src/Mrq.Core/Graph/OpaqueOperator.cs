
namespace Mrq.Core.Graph;

/// <summary>
/// An operator whose attributes Mrq.Build does not interpret: one outside its catalogue, or a custom one. Readers and writers
/// keep it as it is; the emulator refuses it by name.
/// </summary>
/// <param name="OperatorName">The builtin's name, or "CUSTOM(name)".</param>
public sealed record OpaqueOperator(string OperatorName) : Operator
{
    private static readonly OperatorTraits Reduced = OperatorTraits.Compared with { Inputs = [InputRole.Data, InputRole.Parameter], CarriesValues = true };
    private static readonly OperatorTraits Cast = new() { CarriesValues = true };

    public override string Name => OperatorName;

    /// <summary>Of some operators it is known what they mean, although nothing here computes them.</summary>
    public override OperatorTraits Traits => OperatorName switch
    {
        "GATHER_ND" => OperatorTraits.Filled,
        "REDUCE_MAX" or "REDUCE_MIN" => Reduced,
        "L2_POOL_2D" or "SELECT" or "SELECT_V2" => OperatorTraits.Compared,
        "ABS" or "NEG" => OperatorTraits.Homogeneous,
        "CAST" => Cast,
        _ => OperatorTraits.Default,
    };
}
