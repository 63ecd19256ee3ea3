using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class SpaceToDepthMapping() : OperatorMapping<SpaceToDepth>("SPACE_TO_DEPTH", "SpaceToDepthOptions")
{
    protected override SpaceToDepth Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        BlockSize = options.Int32("block_size"),
    };

    protected override void Write(OptionsEditor options, SpaceToDepth step) => options.Set("block_size", step.BlockSize);
}
