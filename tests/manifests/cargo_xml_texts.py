"""Waybills in Cargo-XML with what a test wants inside, and what is read of them."""

from manifests.files import read_file
from tests.manifests.xml_mutants import AT

HEADER = "<MessageHeaderDocument><TypeCode>740</TypeCode>{}</MessageHeaderDocument>"
PARTIES = (
    "<ConsignorParty><Name>AYDIN TEKSTIL</Name><PostalStructuredAddress><CountryID>TR</CountryID>"
    "</PostalStructuredAddress></ConsignorParty><ConsigneeParty><Name>BOLASHAK TRADE</Name><PostalStructuredAddress>"
    "<CountryID>KZ</CountryID></PostalStructuredAddress></ConsigneeParty>"
)
QUANTITY = (
    '<IncludedTareGrossWeightMeasure unitCode="KGM">80</IncludedTareGrossWeightMeasure>'
    "<TotalPieceQuantity>4</TotalPieceQuantity>"
)


def xfwb(inside="", header="", number="074-10000012", quantity=QUANTITY, root="Waybill", namespace="iata:waybill:1"):
    business = f"<BusinessHeaderDocument><ID>{number}</ID></BusinessHeaderDocument>"
    master = f"<MasterConsignment>{quantity}{PARTIES}{inside}</MasterConsignment>"
    return f'<{root} xmlns="{namespace}">{HEADER.format(header)}{business}{master}</{root}>'


def xfzb(inside="", quantity=QUANTITY, header="<BusinessHeaderDocument><ID>NSL0001</ID></BusinessHeaderDocument>"):
    house = f"<IncludedHouseConsignment>{quantity}{PARTIES}{inside}</IncludedHouseConsignment>"
    master = "<TransportContractDocument><ID>074-10000012</ID></TransportContractDocument>"
    return (
        f'<HouseWaybill xmlns="iata:housewaybill:1">{HEADER.format("")}{header}'
        f"<MasterConsignment>{master}{house}</MasterConsignment></HouseWaybill>"
    )


def reading(text):
    (message,) = read_file(text.encode(), "a.xml", AT)
    assert message.counted == message.reading.records
    return message.reading


def row(text, problems=()):
    found = reading(text)
    assert [problem.what for problem in found.problems] == list(problems)
    return found.rows["consignments"][0]
