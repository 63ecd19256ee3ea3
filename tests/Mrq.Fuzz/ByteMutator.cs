namespace Mrq.Fuzz;

/// <summary>Damages the bytes of a FlatBuffer where its structure is: offsets, lengths and vtables, found by following it; now and then anywhere.</summary>
internal sealed class ByteMutator(Dice dice)
{
    public byte[] Mutate(byte[] original)
    {
        var bytes = (byte[])original.Clone();
        if (dice.OneIn(16))
        {
            return bytes[..dice.Roll(bytes.Length)];
        }

        var structure = BufferStructure.Of(bytes);
        for (var changes = 1 + dice.Roll(3); changes > 0 && bytes.Length > 16; changes--)
        {
            var (position, size) = structure.Count > 0 && !dice.OneIn(4)
                ? dice.Pick(structure)
                : (8 + dice.Roll(bytes.Length - 16), dice.Pick<int>([1, 2, 4]));
            Change(bytes.AsSpan(position, size), bytes.Length);
        }

        return bytes;
    }

    private void Change(Span<byte> number, int fileLength)
    {
        // An offset that is a little wrong still leads into the file; one that is very wrong is soon found out.
        var value = ((ReadOnlySpan<byte>)number).ToInt64();
        switch (dice.Roll(4))
        {
            case 0:
                unchecked((ulong)(value + (4 * (dice.Roll(17) - 8)))).WriteTo(number);
                break;
            case 1:
                ((ulong)dice.Roll(fileLength)).WriteTo(number);
                break;
            default:
                OddValues.Change(number, isFloat: false, dice);
                break;
        }
    }
}
