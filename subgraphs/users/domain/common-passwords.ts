/**
 * Passwords of ten or more characters that lists of the most used ones agree on, in lower case; shorter ones are
 * refused for their length already. Compared after `Password123!` has become `password123`.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  0123456789 01234567890 0987654321 1020304050 1029384756 1122334455 112233445566 1212121212 1231231230
  1231231231 123123123123 1234512345 12345678910 1234567890 12345678901 123456789012 123456789123
  1234567890a 1234567890q 1234567890qwerty 123456789a 123456789abc 123456789q 123456789qwe 123456abcdef
  123456qwerty 1234abcd1234 1234qwer1234 1234qwerasdf 123abc123abc 123qwe123qwe 1357924680 1234554321
  1472583690 147258369a 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc
  1qaz1qaz1qaz 2wsx3edc4rfv 3rjs1la7qe 9876543210 987654321a a123456789 a1234567890 a1b2c3d4e5 a1b2c3d4e5f6
  aa12345678 aa123456789 abc1234567 abc12345678 abc123456789 abcd123456 abcd12345678 abcde12345 abcdef12345
  abcdef123456 abcdefghij abcdefghijk abcdefghijklmnopqrstuvwxyz access14me admin12345 admin123456
  admin1234567 adminadmin administrator administrator1 alexander1 alexandra1 alexandria anthony123 asd123asd123
  asdasdasd1 asdasdasdasd asdf123456 asdf1234567 asdfasdfasdf asdfghjkl1 asdfghjkl12 asdfghjkl123 asdfghjkl;
  asdfghjkl;' asdfjkl123 asdfqwer1234 azertyuiop azertyuiop123 azerty12345 azerty123456 babygirl123 bailey1234
  barcelona1 basketball basketball1 baseball12 baseball123 batman1234 beautiful1 beautiful123 bismillah1
  bismillah123 blink182182 blahblah123 brooklyn123 butterfly1 butterfly123 california california1 carolina123
  celticfc1888 challenge1 changeme12 changeme123 changeme1234 changemenow charlie123 charlie1234 chocolate1
  chocolate123 christian1 christina1 christopher christopher1 cinderella cocacola123 computer12 computer123
  consumer123 correcthorsebatterystaple daniel1234 default123 defaultpassword dragon1234 dragonball
  dragonball1 dragonballz elizabeth1 elizabeth123 enterprise1 everton1878 facebook123 familyguy1 fernando123
  fireball12 football10 football12 football123 football1234 forever123 forgetmenot freedom123 friendship
  friends123 fuckyou123 fuckyou1234 gabriel123 gangster123 godisgood1 godisgreat google1234 gwerty1234
  happiness1 hello12345 hello123456 helloworld helloworld1 helloworld123 hellokitty hellokitty1 iloveyou10
  iloveyou12 iloveyou123 iloveyou1234 iloveyou2me iloveyousomuch internet12 internet123 jackson123 jennifer12
  jennifer123 jessica123 jesuschrist jesuschrist1 jesus12345 jonathan12 jonathan123 jordan1234 juventus1897
  kristina123 leonardo12 letmein123 letmein1234 letmeinnow letmeinplease liverpool1 liverpool12 liverpool123
  lollipop12 lol1234567 lovelove12 lovelovelove loveyou123 manchester manchester1 manunited1 margarita1
  maria12345 master1234 master12345 masterkey1 metallica1 michael123 michael1234 michelle123 mickeymouse
  microsoft1 minecraft1 minecraft123 monkey1234 monkey12345 motherfucker motorola123 mustang123 mynoob1234
  myspace123 nicholas123 nothing123 nothing1234 p@ssw0rd12 p@ssw0rd123 p@ssw0rd1234 p@ssword12 p@ssword123
  pa55word123 pa55w0rd123 parola1234 pass123456 pass12345678 pass@word1 pass@word12 passpass12 passpass123
  passphrase passw0rd12 passw0rd123 passw0rd1234 password00 password01 password02 password0123 password10
  password11 password12 password123 password1234 password12345 password123456 password1234567 password12345678
  password123456789 password1234567890 password13 password2020 password2021 password2022 password2023
  password2024 password2025 password2026 password21 password22 password23 password69 password77 password88
  password99 passwordpassword passwort123 passwort1234 patrick123 pokemon123 pokemon1234 portugal123 princess12
  princess123 princess1234 q1w2e3r4t5 q1w2e3r4t5y6 q1w2e3r4t5y6u7 qazwsx1234 qazwsxedc1 qazwsxedc123
  qazwsxedcrfv qazwsxedcrfvtgb qwaszx1234 qwe123qwe123 qweasdzxc1 qweasdzxc123 qweqweqwe1 qweqweqwe123 qwer123456
  qwer12345678 qwerasdfzxcv qwert12345 qwert123456 qwerty1234 qwerty12345 qwerty123456 qwerty1234567
  qwerty12345678 qwerty123456789 qwerty2020 qwertyqwerty qwertyuiop qwertyuiop1 qwertyuiop12 qwertyuiop123
  qwertyuiop[] qwertzuiop rangers1872 realmadrid realmadrid1 rockstar123 rootroot12 samantha12 samantha123
  samsung123 samsung1234 scooby-doo1 secret1234 secret12345 september1 september11 shadow1234 slipknot666
  snowboard1 spiderman1 spiderman12 spiderman123 starwars12 starwars123 starwars1234 strawberry strawberry1
  student123 summer2020 summer2021 summer2022 summer2023 summer2024 summer2025 summer2026 sunflower1 sunshine12
  sunshine123 sunshine1234 superman12 superman123 superman1234 sweetheart sweetheart1 teacher123 temp123456
  test123456 test1234567 test12345678 testing123 testing1234 testpassword testtest12 testtest123 thebeatles
  thunder123 tinkerbell trustno1trustno1 trustnoone twilight12 unicorn123 user123456 valentina1 valentine1
  vanessa123 victoria12 victoria123 volleyball volleyball1 welcome123 welcome1234 welcome12345 welcome2020
  welcome2021 welcome2022 welcome2023 welcome2024 welcome2025 welcome2026 welcomehome whatever12 whatever123
  whatever1234 william123 winter2020 winter2021 winter2022 winter2023 winter2024 winter2025 winter2026
  wonderland woaini1314520 worldofwarcraft xxxxxxxxxx yellow1234 youtube123 yourmother z1x2c3v4b5 zaq12wsxcde3
  zaq1xsw2cde3 zxc123zxc123 zxcvbnm123 zxcvbnm1234 zxcvbnm12345 zxcvbnm,./ zxcvbnmasdfghjkl zxcvzxcvzxcv
  `
    .trim()
    .split(/\s+/),
);
