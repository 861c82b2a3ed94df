namespace ClassifierService;

/// <summary>A request gets no answer but a reason.</summary>
internal sealed class RefusedException(int status, string reason) : Exception(reason)
{
    public int Status => status;
}
